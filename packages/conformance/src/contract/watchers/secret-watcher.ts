import { type Input, SubmitAnswerRequestSchema, SubmitEnrollmentInputRequestSchema } from '@authfactor/proto';
import { isMessage, type Message } from '@bufbuild/protobuf';
import type { Exchange } from '../calls.ts';
import type { Watcher } from '../watcher.ts';

/** Shorter answers stand in other words by chance. */
const SHORTEST = 4;
/** Random texts, which hold a short answer by chance. */
const OPAQUE: ReadonlySet<string> = new Set(['challengeId', 'enrollmentId', 'eventId', 'nextPageToken', 'assertion']);

/** Nothing that was given as an answer ever comes back, in whatever encoding. */
export function watchSecrets(): Watcher {
  const given = new Set<string>();
  return {
    look({ method, request, answer }: Exchange) {
      if ('message' in request) for (const text of inputsOf(request.message)) given.add(text);
      const seen = answer.kind === 'ok' ? okText(answer.body, answer.message) : errorText(answer.error);
      for (const text of given) {
        if (text.length >= SHORTEST && formsOf(text).some((form) => seen.includes(form))) {
          return `${method} answered with something of an answer that was given`;
        }
      }
      return undefined;
    },
  };
}

function inputsOf(message: Message): readonly string[] {
  if (isMessage(message, SubmitAnswerRequestSchema)) return textOf(message.input);
  if (isMessage(message, SubmitEnrollmentInputRequestSchema)) return textOf(message.input);
  return [];
}

const textOf = (input: Input | undefined): readonly string[] => {
  if (input?.value.case === 'typed') return [input.value.value.text];
  return input?.value.case === 'speech' ? [input.value.value.transcript] : [];
};

function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const letters = [...text];
  return [
    bytes.toString('latin1'),
    letters.join(' '),
    letters.join('-'),
    letters.toReversed().join(''),
    bytes.toString('hex'),
    bytes.toString('base64').replaceAll('=', ''),
  ];
}

/** The bytes, and what an assertion holds inside; without what is random. */
function okText(body: Uint8Array, message: Message): string {
  const opaque: string[] = [];
  collect(message, opaque);
  const claims = opaque.map((text) => Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('latin1'));
  const bytes = Buffer.from(body).toString('latin1');
  return [opaque.reduce((rest, text) => rest.replaceAll(text, ''), bytes), ...claims].join('\n');
}

function collect(value: unknown, found: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    if (typeof part === 'string' && part !== '' && OPAQUE.has(name)) found.push(part);
    else collect(part, found);
  }
}

const errorText = ({
  message,
  details,
}: {
  readonly message: string;
  readonly details: readonly { value: Uint8Array }[];
}) =>
  [Buffer.from(message).toString('latin1'), ...details.map(({ value }) => Buffer.from(value).toString('latin1'))].join(
    '\n',
  );
