import type * as engine from '@authfactor/engine';

/** The engine's code, so that a broken copy of it can be checked like the real one. */
export type EngineCode = Pick<typeof engine, 'createEngine' | 'StoreError'>;
