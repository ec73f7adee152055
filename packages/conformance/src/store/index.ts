export { type CountedStore, countOperations } from './count-operations.ts';
export { createFailingStore, type FaultPlan } from './create-failing-store.ts';
export { createMemoryStore, type MemoryStore } from './create-memory-store.ts';
export { type InterceptOperation, interceptStore, type StoreOperation } from './intercept-store.ts';
export { openStoreInProcess, type StoreModule } from './open-store-in-process.ts';
export {
  sampleAccount,
  sampleChallenge,
  sampleEvent,
  sampleLoggedEvent,
  sampleSettings,
} from './sample-documents.ts';
export { runStoreCheck, storeChecks } from './store-checks.ts';
export { type StoreSuiteOptions, storeSuite } from './store-suite.ts';
export type { CreateStore, RawDocument, StoreCapability, StoreCheck, StoreUnderTest } from './store-under-test.ts';
