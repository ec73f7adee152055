import type { Answer, ProcessSpec, ProcessStep, RunningProcess } from './process-spec.ts';
import { type ProcessSetup, runProcess } from './run-process.ts';

/**
 * A process after what it has seen so far. What a process does is a function of that alone, so one run of the real code
 * serves every state of the whole system in which the process has seen the same.
 */
export interface ProcessHistory {
  readonly id: number;
  readonly spec: ProcessSpec;
  readonly step: ProcessStep;
}

interface Link {
  readonly number: number;
  readonly answer: Answer;
  readonly time: number;
}

interface Node extends ProcessHistory {
  readonly parent: Node | undefined;
  readonly link: Link | undefined;
  readonly startedAt: number;
  readonly next: Map<string, Node>;
}

export interface Histories {
  start(spec: ProcessSpec, time: number): Promise<ProcessHistory>;
  /** The history that follows when one wait ends. `answerKey` tells results apart. */
  after(
    history: ProcessHistory,
    number: number,
    answer: Answer,
    answerKey: number,
    time: number,
  ): ProcessHistory | Promise<ProcessHistory>;
  count(): number;
}

/** Runs that are kept to go on with; others are repeated from their start. */
const KEPT = 4_000;

export function createHistories(setup: ProcessSetup): Histories {
  const nodes: Node[] = [];
  /** By name and time: names differ. */
  const started = new Map<string, Node>();
  const live = new Map<Node, RunningProcess>();

  function keep(node: Node, process: RunningProcess): void {
    live.set(node, process);
    const [oldest] = live.keys();
    if (live.size > KEPT && oldest !== undefined) live.delete(oldest);
  }

  async function resume(node: Node): Promise<RunningProcess> {
    const kept = live.get(node);
    if (kept !== undefined) {
      live.delete(node);
      return kept;
    }
    const path: Link[] = [];
    for (let at: Node | undefined = node; at?.link !== undefined; at = at.parent) path.unshift(at.link);
    const process = runProcess(node.spec, setup);
    let step = await process.start(node.startedAt);
    for (const { number, answer, time } of path) step = await process.go(number, answer, time);
    if (shapeOf(step) !== shapeOf(node.step)) throw new Error(`${node.spec.name} does not repeat itself exactly`);
    return process;
  }

  function add(node: Omit<Node, 'id' | 'next'>): Node {
    const added: Node = { ...node, id: nodes.length, next: new Map() };
    nodes.push(added);
    return added;
  }

  async function extend(node: Node, link: Link, key: string): Promise<Node> {
    const process = await resume(node);
    const step = await process.go(link.number, link.answer, link.time);
    const added = add({ spec: node.spec, step, parent: node, link, startedAt: node.startedAt });
    // What did not look at the clock is the same at any time.
    node.next.set(step.readClock ? `${key} ${link.time}` : key, added);
    keep(added, process);
    return added;
  }

  return {
    async start(spec, time) {
      const key = `${spec.name} ${time}`;
      const present = started.get(key);
      if (present !== undefined) return present;
      const process = runProcess(spec, setup);
      const step = await process.start(time);
      const added = add({ spec, step, parent: undefined, link: undefined, startedAt: time });
      started.set(key, added);
      keep(added, process);
      return added;
    },
    after({ id }, number, answer, answerKey, time) {
      const node = nodes[id];
      if (node === undefined) throw new Error('There is no such history');
      const key = `${number} ${answer.kind === 'result' ? answerKey : 'unavailable'}`;
      return node.next.get(key) ?? node.next.get(`${key} ${time}`) ?? extend(node, { number, answer, time }, key);
    },
    count: () => nodes.length,
  };
}

const shapeOf = ({ waiting }: ProcessStep): string =>
  JSON.stringify(waiting.map(({ number, what }) => [number, what.kind === 'store' ? what.call.key : what.kind]));
