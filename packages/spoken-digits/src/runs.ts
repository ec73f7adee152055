import { holdsDigits, type Item } from './item.ts';
import type { LanguageTable } from './language-table.ts';
import type { Link } from './tokenise.ts';

/** A stretch of digits. `cut`: a word beside it that is not known may have been a part of its first or last number. */
export interface Run {
  readonly items: readonly Item[];
  readonly cut: boolean;
}

/** Whether something unknown before `first` may belong to it. */
function mayBeTail({ meaning, link }: Item): boolean {
  if (link === 'comma') return false;
  return meaning.kind === 'scale' || (meaning.kind === 'number' && meaning.alsoWord === true);
}

/** Whether something unknown after `items` may belong to their last number. */
function mayBeHead(items: readonly Item[], unitsFirst: boolean): boolean {
  const last = items.findLast(({ meaning }) => meaning.kind !== 'and');
  if (last?.meaning.kind === 'scale') return true;
  if (last?.meaning.kind !== 'number') return false;
  const { value, alsoWord } = last.meaning;
  if (last !== items.at(-1) && unitsFirst && value >= 1 && value <= 9) return true;
  return alsoWord === true || (value >= 20 && value % 10 === 0);
}

/** Whether the run is an article before `next`, an unknown word. */
function isArticle([first, second]: readonly Item[], next: Item | undefined): boolean {
  if (second || first?.meaning.kind !== 'number' || !first.meaning.maybeArticle) return false;
  return next?.meaning.kind === 'unknown' && next.link !== 'comma';
}

/**
 * The stretches of digits: fillers and spoken punctuation are taken out, anything unknown ends a run. Runs without any
 * digit are dropped, and so are articles before something unknown.
 */
export function runsOf(items: readonly Item[], { tens }: LanguageTable): Run[] {
  const unitsFirst = tens === 'after-unit';
  const runs: Run[] = [];
  let run: Item[] = [];
  /** What fillers since the last number add to the distance. */
  let gap: Link | undefined;
  let startsCut = false;
  let afterUnknown = false;
  const close = (next: Item | undefined): void => {
    const touches = next?.meaning.kind === 'unknown' || next?.meaning.kind === 'homophone';
    const endsCut = touches && gap === undefined && next.link !== 'comma' && mayBeHead(run, unitsFirst);
    if (run.some(holdsDigits) && !(gap === undefined && isArticle(run, next)))
      runs.push({ items: run, cut: startsCut || endsCut });
    run = [];
    gap = undefined;
  };
  for (const item of items) {
    switch (item.meaning.kind) {
      case 'filler':
      case 'doubtful':
        gap = gap === 'comma' || item.link === 'comma' ? 'comma' : 'space';
        break;
      case 'separator':
        gap = 'comma';
        break;
      case 'number':
      case 'scale':
      case 'numeral':
      case 'and':
      case 'repeat':
      case 'counted':
      case 'times':
      case 'plural': {
        const link = gap === 'comma' || item.link === 'comma' ? 'comma' : (gap ?? item.link);
        if (run.length === 0) startsCut = afterUnknown && gap === undefined && mayBeTail(item);
        run.push(link === item.link ? item : { ...item, link });
        gap = undefined;
        afterUnknown = false;
        break;
      }
      default:
        close(item);
        afterUnknown = item.meaning.kind === 'unknown' || item.meaning.kind === 'homophone';
    }
  }
  close(undefined);
  return runs;
}
