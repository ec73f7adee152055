import { createRegistry, type DescFile, type DescService, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

/** What server reflection is asked for. */
export interface DescriptorIndex {
  readonly serviceNames: readonly string[];
  fileByName(name: string): DescFile | undefined;
  /** The file that declares a service, method, message, enum, field, enum value or extension. */
  fileBySymbol(symbol: string): DescFile | undefined;
  fileByExtension(typeName: string, fieldNumber: number): DescFile | undefined;
  /** `undefined`: no such message. */
  extensionNumbers(typeName: string): readonly number[] | undefined;
}

/** Indexes the files of the services and all that they import. */
export function createDescriptorIndex(services: readonly DescService[]): DescriptorIndex {
  const collected = [...collectFiles(services.map((service) => service.file))];
  const registry = createRegistry(...collected);
  const files = new Map(collected.map((file) => [fileName(file), file]));
  const extensions = [...files.values()].flatMap((file) => file.extensions);

  return {
    serviceNames: services.map((service) => service.typeName),
    fileByName: (name) => files.get(name),
    fileBySymbol(symbol) {
      const found = registry.get(symbol);
      if (found !== undefined) return found.file;
      const dot = symbol.lastIndexOf('.');
      const parent = registry.get(symbol.slice(0, Math.max(dot, 0)));
      const name = symbol.slice(dot + 1);
      switch (parent?.kind) {
        case 'service':
          return parent.methods.some((method) => method.name === name) ? parent.file : undefined;
        case 'message':
          return [...parent.fields, ...parent.oneofs].some((member) => member.name === name) ? parent.file : undefined;
        case 'enum':
          return parent.values.some((value) => value.name === name) ? parent.file : undefined;
        default:
          return undefined;
      }
    },
    fileByExtension: (typeName, fieldNumber) =>
      extensions.find((extension) => extension.extendee.typeName === typeName && extension.number === fieldNumber)
        ?.file,
    extensionNumbers(typeName) {
      if (registry.getMessage(typeName) === undefined) return undefined;
      return extensions.filter((extension) => extension.extendee.typeName === typeName).map(({ number }) => number);
    },
  };
}

/** The file and all that it imports, serialised, importers first. */
export function serializeFile(file: DescFile): Uint8Array[] {
  return [...collectFiles([file])].map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
}

function collectFiles(files: readonly DescFile[], collected = new Set<DescFile>()): Set<DescFile> {
  for (const file of files) {
    if (collected.has(file)) continue;
    collected.add(file);
    collectFiles(file.dependencies, collected);
  }
  return collected;
}

/** Its name in import statements; `DescFile.name` leaves the ending out. */
const fileName = (file: DescFile): string => `${file.name}.proto`;
