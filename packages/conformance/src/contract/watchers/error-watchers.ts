import type { Exchange } from '../calls.ts';
import { ERROR_DOMAIN, REASONS } from '../error-contract.ts';
import type { Watcher } from '../watcher.ts';

/** Every error has exactly one `ErrorInfo` of the contract's domain, and the code of its reason. */
export const watchReasons = (): Watcher => ({
  look({ method, answer }: Exchange) {
    if (answer.kind === 'ok' || answer.error.local) return undefined;
    const { code, reason, domain } = answer.error;
    if (reason === undefined) return `${method} failed with ${code} and not exactly one google.rpc.ErrorInfo`;
    if (domain !== ERROR_DOMAIN)
      return `${method} failed with ErrorInfo.domain "${domain}" instead of "${ERROR_DOMAIN}"`;
    // Reasons of a later version are taken by their code alone.
    const expected = REASONS[reason]?.code ?? code;
    return expected === code
      ? undefined
      : `${method} failed with ${reason} and the code ${code} instead of ${expected}`;
  },
});

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Details come exactly with the reasons that the contract gives them to. */
export const watchDetails = (): Watcher => ({
  look({ method, answer }: Exchange) {
    if (answer.kind === 'ok' || answer.error.local) return undefined;
    const { reason = '', retryMs, fields, metadata } = answer.error;
    const contract = REASONS[reason];
    if (contract === undefined) return undefined;
    if (contract.retry === true && !(retryMs !== undefined && retryMs > 0)) {
      return `${method} failed with ${reason} and no google.rpc.RetryInfo that says when to come back`;
    }
    if (contract.retry !== true && retryMs !== undefined)
      return `${method} failed with ${reason} and a google.rpc.RetryInfo`;
    if (contract.badRequest === true && (fields?.length ?? 0) === 0) {
      return `${method} failed with ${reason} and no google.rpc.BadRequest with a violation`;
    }
    if (reason === 'SUBJECT_LOCKED' && !RFC_3339.test(metadata.locked_until ?? '')) {
      return `${method} failed with SUBJECT_LOCKED and no RFC 3339 time as locked_until`;
    }
    return undefined;
  },
});
