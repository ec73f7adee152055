// The packages that carry the pinned Node declare `os` and `cpu` as strings; pnpm only filters by arrays, and without
// this would install every platform's Node everywhere.
const asArray = (value) => (typeof value === 'string' ? [value] : value);

export const hooks = {
  readPackage(manifest) {
    if (/^node-(linux|darwin|win|bin)-/.test(manifest.name ?? '')) {
      if (manifest.os) manifest.os = asArray(manifest.os);
      if (manifest.cpu) manifest.cpu = asArray(manifest.cpu);
      if (manifest.name.startsWith('node-linux-')) manifest.libc = ['glibc'];
    }
    return manifest;
  },
};
