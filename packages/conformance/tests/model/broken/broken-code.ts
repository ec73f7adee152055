import { vi } from 'vitest';
import type { EngineCode } from '../engine-under-check.ts';

/** One of the engine's modules with something in it replaced. */
export interface BrokenModule {
  readonly path: string;
  readonly replace: (real: never) => object;
}

const SOURCE = '../../../../engine/src';

/** Replaces exports of the engine's module `path`; `real` are the sound ones. */
export function breaking<M extends object>(path: string, replace: (real: M) => Partial<M>): BrokenModule {
  return { path: `${SOURCE}/${path}`, replace };
}

/** Loads the real engine anew, with nothing changed but these exports. */
export async function loadBroken(modules: readonly BrokenModule[]): Promise<EngineCode> {
  vi.resetModules();
  for (const { path, replace } of modules) {
    vi.doMock(path, async (importOriginal) => {
      const real = await importOriginal<never>();
      return { ...(real as object), ...replace(real) };
    });
  }
  try {
    return await import('@authfactor/engine');
  } finally {
    for (const { path } of modules) vi.doUnmock(path);
  }
}
