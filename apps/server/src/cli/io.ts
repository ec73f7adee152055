/** What a command may touch. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ms since the Unix epoch. */
  now(): number;
  out(text: string): void;
  err(text: string): void;
}

/** Exit codes of the `authfactor` command. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Arguments or configuration that cannot be used. */
  usage: 2,
  addressInUse: 3,
  /** The data folder cannot be used; most often because another server has it. */
  dataFolder: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The arguments cannot be used. The message says what to do instead. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}
