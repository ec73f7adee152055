import { type DescFile, type DescMessage, getOption, hasOption, toJson } from '@bufbuild/protobuf';
import {
  FieldRulesSchema,
  field as fieldRules,
  OneofRulesSchema,
  oneof as oneofRules,
} from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';

/** One line for each validation rule of the files, in the order of their messages. */
export function listRules(files: readonly DescFile[]): string[] {
  return files.flatMap((file) => file.messages).flatMap(listMessage);
}

function listMessage(message: DescMessage): string[] {
  const lines: string[] = [];
  for (const member of message.members) {
    const name = `${message.typeName}.${member.name}`;
    if (member.kind === 'oneof') {
      if (hasOption(member, oneofRules)) {
        lines.push(`${name}: ${JSON.stringify(toJson(OneofRulesSchema, getOption(member, oneofRules)))}`);
      }
    } else if (hasOption(member, fieldRules)) {
      lines.push(`${name}: ${JSON.stringify(toJson(FieldRulesSchema, getOption(member, fieldRules)))}`);
    }
  }
  return [...lines, ...message.nestedMessages.flatMap(listMessage)];
}
