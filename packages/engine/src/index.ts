export type * from './api.ts';
export { type Clock, createClock, type MeasuredClock } from './clock.ts';
export { decodeDocument, encodeDocument, MAX_DOCUMENT_BYTES } from './document-text.ts';
export type * from './documents.ts';
export { createEngine, type EngineOptions } from './engine.ts';
export type { RandomBytes } from './ids.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export type { Outcome, Refusal, RefusalReason } from './outcome.ts';
export type { AvailabilitySeed } from './settings.ts';
export {
  type EventPosition,
  type EventQuery,
  type PendingOutbox,
  type Store,
  StoreError,
  type StoreErrorCode,
} from './store.ts';
export type { Waits } from './waits.ts';
