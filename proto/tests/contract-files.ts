import type { DescFile } from '@bufbuild/protobuf';
import {
  file_authfactor_v1_auth_factor_admin_service,
  file_authfactor_v1_auth_factor_service,
  file_authfactor_v1_challenge,
  file_authfactor_v1_enrollment_service,
  file_authfactor_v1_error_reason,
  file_authfactor_v1_factor,
  file_authfactor_v1_interaction,
  file_authfactor_v1_options,
  file_authfactor_v1_subject,
} from '../src/index.ts';

export const contractFiles: readonly DescFile[] = [
  file_authfactor_v1_options,
  file_authfactor_v1_error_reason,
  file_authfactor_v1_factor,
  file_authfactor_v1_subject,
  file_authfactor_v1_interaction,
  file_authfactor_v1_challenge,
  file_authfactor_v1_auth_factor_service,
  file_authfactor_v1_enrollment_service,
  file_authfactor_v1_auth_factor_admin_service,
];
