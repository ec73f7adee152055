import type { Look, WaitingReport } from './waiting-pushes.ts';

/** Of the heap, between the first and the last look while nothing changes. */
const FLAT = 1.1;
const SLACK = 4 * 1024 * 1024;
/** What the factor has under way at most. */
const TO_OKTA = 16;

/** What was measured, in lines, and what of it is not as it must be. */
export function reportOf(report: WaitingReport, pushes: number) {
  const { before, waiting, after, clients, verified, pollsPerSecond } = report;
  const mistakes: string[] = [];
  const must = (condition: boolean, sentence: string) => condition || mistakes.push(sentence);
  const [first] = waiting;
  const last = waiting.at(-1);
  if (first === undefined || last === undefined) throw new TypeError('Nothing was looked at');
  must(last.heap <= first.heap * FLAT + SLACK, 'The heap grows while nothing but waiting happens');
  must(after.heap <= before.heap * FLAT + 2 * SLACK, 'The heap does not go back once nobody waits');
  for (const look of waiting) {
    must(look.toOkta <= TO_OKTA, `${look.toOkta} connections to Okta are open`);
    must(look.accepted === clients, `${look.accepted} connections of ${clients} clients are open`);
    must(look.verified > 0, 'No Soft PIN verified while pushes waited');
  }
  must(verified === pushes, `${pushes - verified} of ${pushes} pushes were not verified in the end`);
  const each = (last.heap - before.heap) / pushes / 1024;
  return {
    mistakes,
    lines: [
      ['before', before] as const,
      ...waiting.map((look, i) => [`waiting ${i + 1}`, look] as const),
      ['after', after] as const,
    ]
      .map(([name, look]) => lineOf(name, look))
      .concat(
        `${pushes} pushes: ${each.toFixed(1)} KiB each, ${Math.round(pollsPerSecond)} polls/s, ${verified} verified in the end`,
      ),
  };
}

const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1).padStart(6);

const lineOf = (name: string, { heap, rss, toOkta, accepted, verified }: Look): string =>
  `${name.padEnd(10)} heap ${mib(heap)} MiB, rss ${mib(rss)} MiB, connections: ${toOkta} to Okta, ${accepted} from clients; ${verified} Soft PINs verified`;
