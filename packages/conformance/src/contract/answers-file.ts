import { ContractError } from './contract-error.ts';

/** How a subject's right answer is had. */
export type RightAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'totp'; readonly totp: TotpParameters }
  /** Prints the right answer; `{subject}` and `{challenge}` in its arguments are filled in. */
  | { readonly kind: 'command'; readonly command: readonly string[] };

/** RFC 6238. */
export interface TotpParameters {
  /** Base32, RFC 4648. */
  readonly secret: string;
  readonly digits: number;
  /** Seconds. */
  readonly period: number;
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
}

export interface SubjectAnswers {
  readonly id: string;
  readonly right: RightAnswer;
  readonly wrong: readonly string[];
}

export interface UnusableAnswer {
  readonly text: string;
  /** A value of `Unusable` without its prefix; any, where it is left out. */
  readonly says?: string;
}

/** The input itself, or the one-time codes of the `otpauth:` URI that the enrolment gives. */
export type EnrollmentRight = string | { readonly from: 'provisioning-uri' };

/** What the suite has to know of the subjects that the endpoint knows. */
export interface Answers {
  readonly tenant: string;
  readonly subjects: readonly SubjectAnswers[];
  readonly unusable: readonly UnusableAnswer[];
  /** For the enrolment clauses: what the user of the enrolment token enrols. */
  readonly enrollment?: {
    readonly subject: string;
    readonly right: EnrollmentRight;
    readonly refused: readonly { readonly text: string; readonly rule: string }[];
  };
  /** The tenant of the token of another tenant. */
  readonly otherTenant?: string;
}

/** Reads an answers file. Throws `CANNOT_RUN` with what is wrong where; never with an answer. */
export function readAnswers(text: string): Answers {
  const file = record(parse(text), 'the file');
  const shared = file.wrong === undefined ? undefined : texts(file.wrong, 'wrong');
  const subjects = list(file.subjects, 'subjects').map((entry, i): SubjectAnswers => {
    const at = `subjects[${i}]`;
    const subject = record(entry, at);
    const wrong = subject.wrong === undefined ? shared : texts(subject.wrong, `${at}.wrong`);
    if (wrong === undefined || wrong.length === 0) throw mistake(`${at}.wrong`, 'must list at least one wrong answer');
    const right = readRight(subject.right, `${at}.right`);
    if (right.kind === 'text' && wrong.includes(right.text)) throw mistake(`${at}.wrong`, 'holds the right answer');
    return { id: string(subject.id, `${at}.id`), right, wrong };
  });
  if (subjects.length === 0) throw mistake('subjects', 'must list at least one subject');
  const unusable = list(file.unusable ?? [], 'unusable').map((entry, i): UnusableAnswer => {
    const answer = record(entry, `unusable[${i}]`);
    const says = answer.says === undefined ? {} : { says: string(answer.says, `unusable[${i}].says`) };
    return { text: string(answer.text, `unusable[${i}].text`), ...says };
  });
  return {
    tenant: file.tenant === undefined ? 'default' : string(file.tenant, 'tenant'),
    subjects,
    unusable,
    ...(file.otherTenant === undefined ? {} : { otherTenant: string(file.otherTenant, 'otherTenant') }),
    ...(file.enrollment === undefined ? {} : { enrollment: readEnrollment(file.enrollment) }),
  };
}

function readEnrollment(value: unknown): NonNullable<Answers['enrollment']> {
  const enrollment = record(value, 'enrollment');
  return {
    subject: string(enrollment.subject, 'enrollment.subject'),
    right: readEnrollmentRight(enrollment.right),
    refused: list(enrollment.refused ?? [], 'enrollment.refused').map((entry, i) => {
      const refused = record(entry, `enrollment.refused[${i}]`);
      return {
        text: string(refused.text, `enrollment.refused[${i}].text`),
        rule: string(refused.rule, `enrollment.refused[${i}].rule`),
      };
    }),
  };
}

function readEnrollmentRight(value: unknown): EnrollmentRight {
  if (typeof value === 'string') return value;
  const { from } = record(value, 'enrollment.right');
  if (from !== 'provisioning-uri')
    throw mistake('enrollment.right', 'must be a text, or have "from": "provisioning-uri"');
  return { from };
}

function readRight(value: unknown, at: string): RightAnswer {
  if (typeof value === 'string') return { kind: 'text', text: value };
  const right = record(value, at);
  if (right.command !== undefined) {
    const command = texts(right.command, `${at}.command`);
    if (command.length === 0) throw mistake(`${at}.command`, 'must name a program');
    return { kind: 'command', command };
  }
  if (right.totp === undefined) throw mistake(at, 'must be a text, or have "totp" or "command"');
  const totp = record(right.totp, `${at}.totp`);
  const algorithm = string(totp.algorithm ?? 'sha1', `${at}.totp.algorithm`).toLowerCase();
  if (algorithm !== 'sha1' && algorithm !== 'sha256' && algorithm !== 'sha512') {
    throw mistake(`${at}.totp.algorithm`, 'must be sha1, sha256 or sha512');
  }
  return {
    kind: 'totp',
    totp: {
      secret: string(totp.secret, `${at}.totp.secret`),
      digits: number(totp.digits ?? 6, `${at}.totp.digits`),
      period: number(totp.period ?? 30, `${at}.totp.period`),
      algorithm,
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw mistake('the file', 'is not JSON');
  }
}

const mistake = (at: string, what: string) =>
  new ContractError('CANNOT_RUN', `The answers cannot be used: ${at} ${what}; see the README of the suite`);

function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mistake(at, 'must be an object');
  return { ...value };
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw mistake(at, 'must be a list');
  return value;
}

function string(value: unknown, at: string): string {
  if (typeof value !== 'string') throw mistake(at, 'must be a text');
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw mistake(at, 'must be a whole number of at least 1');
  }
  return value;
}

const texts = (value: unknown, at: string): readonly string[] =>
  list(value, at).map((item, i) => string(item, `${at}[${i}]`));
