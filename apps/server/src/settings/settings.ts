interface Setting {
  /** What holds when the variable is absent or empty, as `--help` shows it. */
  readonly fallback: string;
  readonly about: string;
}

/** Every environment variable that the server knows. `--help` is this table. */
export const SETTINGS = {
  AUTHFACTOR_DATA_DIR: { fallback: '.authfactor', about: 'folder of the data and keys; relative to the repository' },
  AUTHFACTOR_GRPC_LISTEN: { fallback: '127.0.0.1:50051', about: 'gRPC listener (HTTP/2); port 0 takes a free one' },
  AUTHFACTOR_HTTP_LISTEN: { fallback: '127.0.0.1:8080', about: 'Connect, gRPC-Web and JWKS listener (HTTP/1.1)' },
  AUTHFACTOR_STORE: { fallback: 'sqlite', about: 'where documents live: sqlite, or a mongodb:// URL' },
  AUTHFACTOR_LOG_LEVEL: { fallback: 'info', about: 'trace, debug, info, warn, error, fatal or silent' },
  AUTHFACTOR_FACTORS: {
    fallback: 'soft-pin',
    about: 'the factors that this server runs itself, separated by commas: soft-pin, totp, okta-push',
  },
  AUTHFACTOR_PROPERTIES: { fallback: 'none', about: 'file of product properties (name=value) that seed the settings' },
  AUTHFACTOR_REMOTE_FACTORS: { fallback: 'none', about: 'file (JSON) of factors behind other endpoints' },
  AUTHFACTOR_ISSUER: { fallback: 'authfactor', about: 'this service in the iss of assertions' },
  AUTHFACTOR_TOKEN_ISSUER: {
    fallback: 'authfactor-local',
    about: 'issuer of access tokens; needs AUTHFACTOR_TOKEN_JWKS_URL',
  },
  AUTHFACTOR_TOKEN_JWKS_URL: { fallback: 'none', about: 'where the issuer of access tokens publishes its keys' },
  AUTHFACTOR_TOKEN_AUDIENCE: { fallback: 'authfactor', about: 'audience that access tokens must name' },
  AUTHFACTOR_TOKEN_SUBJECT_CLAIM: { fallback: 'sub', about: "claim with the end user's subject id" },
  AUTHFACTOR_TOKEN_TENANT_CLAIM: { fallback: 'tenants', about: 'claim with the tenants of an access token' },
  AUTHFACTOR_TLS_CERT_FILE: { fallback: 'none', about: 'certificate chain (PEM) for both listeners' },
  AUTHFACTOR_TLS_KEY_FILE: { fallback: 'none', about: 'private key (PEM) of the certificate' },
  AUTHFACTOR_TLS_CLIENT_CA_FILE: {
    fallback: 'none',
    about: 'authorities (PEM) whose client certificates are then demanded of every client',
  },
  AUTHFACTOR_INSECURE_PINS_IN_CLEAR_ON_NETWORK: {
    fallback: 'false',
    about: 'true lets listeners that others can reach do without TLS: anyone on the way reads PINs and tokens',
  },
  AUTHFACTOR_TOTP_ISSUER: {
    fallback: 'authfactor',
    about: "who the code is for, as users see it in their authenticator app: the organisation's name",
  },
  AUTHFACTOR_TOTP_ALGORITHM: {
    fallback: 'SHA1',
    about:
      'SHA1, SHA256 or SHA512, for new enrolments; many apps use SHA1 whatever they are told, and then show wrong codes',
  },
  AUTHFACTOR_TOTP_DIGITS: { fallback: '6', about: 'length of a code, for new enrolments: 6 or 8' },
  AUTHFACTOR_TOTP_PERIOD: { fallback: '30s', about: 'how long a code stands, for new enrolments: 30s or 60s' },
  AUTHFACTOR_OKTA_ORG_URL: {
    fallback: 'none',
    about: 'the Okta organisation, such as https://example.okta.com; okta-push needs it',
  },
  AUTHFACTOR_OKTA_CLIENT_ID: {
    fallback: 'none',
    about: 'client id of this service in Okta (an API Services app); okta-push needs it',
  },
  AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: {
    fallback: 'none',
    about: "the app's private key (PEM or JWK), readable by its owner only; okta-push needs it",
  },
  AUTHFACTOR_OKTA_KEY_ID: {
    fallback: 'the kid in the key file',
    about: "Okta's id of that key; needed where the file holds none, as PEM does",
  },
  AUTHFACTOR_OKTA_USER_ATTRIBUTE: {
    fallback: 'login',
    about: 'what of an Okta user equals the subject id: id, login, or profile.NAME, whose values must be unique',
  },
  AUTHFACTOR_OKTA_TENANTS: {
    fallback: 'every tenant',
    about: 'tenants whose subjects are users of the organisation, separated by commas',
  },
  AUTHFACTOR_OKTA_ENROLLMENT_URI: {
    fallback: "the settings page of the organisation's users",
    about: 'where users enrol Okta Verify',
  },
  AUTHFACTOR_OKTA_REJECTION: {
    fallback: 'denied',
    about: 'what a rejection on the device counts as: denied, or reported (an alarm); Okta does not tell them apart',
  },
  AUTHFACTOR_DRAIN_DEADLINE: { fallback: '25s', about: 'how long calls in flight may take when the server stops' },
  AUTHFACTOR_KDF_SLOTS: { fallback: 'cores', about: 'how many PINs are hashed at a time' },
  AUTHFACTOR_KEYRING_FILE: { fallback: 'keyring.json in the data folder', about: 'keys that seal credentials' },
  AUTHFACTOR_SIGNING_KEY_FILE: { fallback: 'signing-key.json in the data folder', about: 'key that signs assertions' },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

export const SETTING_PREFIX = 'AUTHFACTOR_';
