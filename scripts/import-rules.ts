/** Which of our packages the `src` of each may import. Tests may import more. Nothing imports an app. */
export const IMPORT_RULES: Readonly<Record<string, readonly string[]>> = {
  proto: [],
  factor: [],
  'soft-pin-rules': [],
  'spoken-digits': [],
  keyring: [],
  assertion: [],
  'soft-pin': ['factor', 'soft-pin-rules', 'spoken-digits', 'keyring'],
  totp: ['factor', 'spoken-digits', 'keyring'],
  'okta-push': ['factor'],
  engine: ['factor'],
  'store-sqlite': ['engine'],
  'store-mongo': ['engine'],
  service: ['factor', 'engine', 'assertion/sign', 'proto'],
  'remote-factor': ['factor', 'proto'],
  client: ['proto', 'assertion/verify'],
  conformance: ['engine', 'factor', 'proto'],
  server: [
    'service',
    'engine',
    'factor',
    'soft-pin',
    'totp',
    'okta-push',
    'store-sqlite',
    'store-mongo',
    'keyring',
    'remote-factor',
    'assertion/sign',
  ],
  orchestrator: ['client', 'client/grpc', 'client/connect', 'client/verify', 'client/qr', 'assertion/verify'],
  bench: [
    'client',
    'client/grpc',
    'client/connect',
    'okta-push/fake-okta',
    'proto',
    'store-mongo',
    'store-mongo/test-server',
  ],
};

/** Folders and files of `src` that run in a browser: nothing of Node there. */
export const BROWSER_SAFE: readonly string[] = [
  'packages/factor/src/',
  'packages/soft-pin-rules/src/',
  'packages/spoken-digits/src/',
  'packages/assertion/src/verify/',
  'packages/client/src/qr.ts',
];

/** Imports that only some folders may make. */
export const ONLY_THERE: readonly { readonly specifier: RegExp; readonly within: readonly string[] }[] = [
  {
    specifier: /^@authfactor\/engine$/,
    within: [
      'packages/engine/',
      'packages/store-',
      'packages/service/',
      'packages/conformance/src/store/',
      'apps/server/',
    ],
  },
  {
    specifier: /^jose$/,
    within: [
      'packages/assertion/src/verify/',
      'packages/service/',
      'packages/okta-push/src/fake-okta/',
      'apps/server/',
    ],
  },
  { specifier: /^oauth4webapi$/, within: ['packages/okta-push/'] },
  { specifier: /^scrypt-kdf$/, within: ['packages/soft-pin/', 'bench/'] },
  { specifier: /^otpauth$/, within: ['packages/totp/'] },
  { specifier: /^mongodb$/, within: ['packages/store-mongo/'] },
  { specifier: /^node:sqlite$/, within: ['packages/store-sqlite/'] },
];

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const IMPORT =
  /(?:^|[\s;])(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;])import\s*\(?\s*['"]([^'"]+)['"]/g;

/** Every import that breaks a rule, as a sentence that says which and what to do. */
export function importViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const owner = ownerOf(file.path);
    if (owner === undefined || !isSource(file.path)) return [];
    return importsOf(file.text).flatMap((specifier) => violationsOf(file.path, owner, specifier));
  });
}

function violationsOf(path: string, owner: string, specifier: string): readonly string[] {
  const found: string[] = [];
  const ours = specifier.startsWith('@authfactor/') ? specifier.slice('@authfactor/'.length) : undefined;
  if (ours === owner) found.push(`${path} imports its own package by name; import the file`);
  else if (ours !== undefined && !(IMPORT_RULES[owner] ?? []).includes(ours) && !isWhole(owner, ours)) {
    found.push(`${path} imports ${specifier}, which ${owner} may not; see the table in scripts/import-rules.ts`);
  }
  if (specifier.startsWith('node:') && BROWSER_SAFE.some((folder) => path.startsWith(folder))) {
    found.push(`${path} imports ${specifier}, but runs in a browser too`);
  }
  for (const rule of ONLY_THERE) {
    if (rule.specifier.test(specifier) && !rule.within.some((folder) => path.startsWith(folder))) {
      found.push(`${path} imports ${specifier}, which only ${rule.within.join(', ')} may`);
    }
  }
  if (/^\.\.?\/(index\.ts)$/.test(specifier) && !path.endsWith('/index.ts')) {
    found.push(`${path} imports through its own index; import the file that it needs`);
  }
  return found;
}

/** A rule that names a package allows its subpaths too, where it names none of them. */
function isWhole(owner: string, ours: string): boolean {
  const [name] = ours.split('/');
  return (
    name !== undefined &&
    ['factor', 'engine', 'proto', 'service', 'keyring'].includes(name) &&
    (IMPORT_RULES[owner] ?? []).includes(name)
  );
}

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '');
}

function ownerOf(path: string): string | undefined {
  const [top, second] = path.split('/');
  if (top === 'proto' || top === 'bench') return top;
  return top === 'packages' || top === 'apps' ? second : undefined;
}

const isSource = (path: string): boolean => /\.ts$/.test(path) && /\/src\//.test(path) && !/\.test\.ts$/.test(path);
