export type { Answer, Reading, SpokenAnswer, Transcript, TypedAnswer, UnusableReason } from './answer.ts';
export { attemptsLeft } from './attempts-left.ts';
export { createPromptRenderer } from './create-prompt-renderer.ts';
export type {
  Admission,
  AdmissionLimits,
  ChallengeContext,
  Comparison,
  ComparisonRequest,
  CredentialContext,
  CredentialRecord,
  DeviceRequest,
  DeviceStart,
  DeviceStatus,
  EnrollmentRequest,
  EnrollmentResult,
  Factor,
  FactorEnrollment,
  InBandFactor,
  Opening,
  OpenRequest,
  OutOfBandFactor,
  Permit,
  Rejection,
} from './factor.ts';
export type { Assurance, Capability, Category, Channel, FactorInfo, InputSpec, Role } from './factor-info.ts';
export type { PromptKey, RenderedPrompt } from './prompt.ts';
export type { PromptArgs, PromptCatalogue, PromptCatalogues } from './prompt-catalogue.ts';
export { Secret } from './secret.ts';
