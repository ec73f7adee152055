/** Lets so many go on at once, and the others in the order in which they came. */
export interface Line {
  /** Calls `go` when there is room, at once if there is now. Gives how to leave: before one's turn, or to end it. */
  enter(go: () => void): () => void;
}

export function createLine(atOnce: number): Line {
  const waiting = new Set<() => void>();
  let going = 0;

  function leave(go: () => void): void {
    if (waiting.delete(go)) return;
    const [next] = waiting;
    if (next === undefined) {
      going -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    enter(enteredGo) {
      // Its own function for each, so that one may enter twice.
      const go = (): void => enteredGo();
      if (going < atOnce) {
        going += 1;
        go();
      } else {
        waiting.add(go);
      }
      return () => leave(go);
    },
  };
}
