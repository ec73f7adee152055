import { styleText } from 'node:util';

/** What the demo prints. One line a call; every secret is the caller's to keep out. */
export interface Screen {
  heading(text: string): void;
  /** What the agent says to the person. */
  agent(text: string): void;
  /** What the person did, never what they typed. */
  person(text: string): void;
  /** What the person's phone shows. */
  phone(text: string): void;
  /** What the orchestrator sees and the person does not. */
  backstage(text: string): void;
  good(text: string): void;
  bad(text: string): void;
  plain(text: string): void;
}

const LABEL_WIDTH = 10;

/** Prints to `stream`, in colour where it is a terminal that wants it. */
export const createScreen = (stream: NodeJS.WriteStream): Screen => {
  const style = (format: Parameters<typeof styleText>[0], text: string) => styleText(format, text, { stream });
  const print = (line: string) => stream.write(`${line}\n`);
  const label = (name: string) => name.padEnd(LABEL_WIDTH);
  return {
    heading: (text) => print(`\n${style('bold', text)}`),
    agent: (text) => print(`${style('cyan', label('Agent'))}${text}`),
    person: (text) => print(`${style('magenta', label('You'))}${text}`),
    phone: (text) => print(`${style('blue', label('Phone'))}${text}`),
    backstage: (text) => print(style('dim', `${label('')}${text}`)),
    good: (text) => print(`${label('')}${style('green', text)}`),
    bad: (text) => print(`${label('')}${style('yellow', text)}`),
    plain: (text) => print(text),
  };
};
