import { describe, expect, it } from 'vitest';
import { checkMongoUri, databaseMistakes, partsOfMongoUri } from './check-mongo-uri.ts';

describe('checkMongoUri', () => {
  it.each([
    'mongodb://127.0.0.1',
    'mongodb://127.0.0.1:27017/authfactor',
    'mongodb://a.example:27017,b.example:27018,c.example/authfactor?replicaSet=rs0',
    'mongodb://user:p%40ss%2Fword@db.example/?authSource=admin&tls=true&tlsCAFile=/etc/ca.pem',
    'mongodb+srv://user:pass@cluster.example/?retryWrites=true&w=majority&appName=Cluster0',
    'mongodb://127.0.0.1/?w=majority&journal=true&readConcernLevel=majority&readPreference=primary&maxPoolSize=500',
    'mongodb://127.0.0.1/?retryWrites=false',
    'mongodb://[::1]:27017/x',
  ])('takes %s', (uri) => {
    expect(checkMongoUri(uri)).toEqual([]);
  });

  it.each([
    ['w=1', 'The value of w is refused, because only a write that a majority has'],
    ['w=0', 'The value of w'],
    ['w=2', 'The value of w'],
    ['W=1', 'The value of W'],
    ['journal=false', 'The value of journal is refused, because a write that is not in the journal'],
    ['j=false', 'The value of j'],
    ['readConcernLevel=local', 'The value of readConcernLevel'],
    ['readConcernLevel=linearizable', 'The value of readConcernLevel'],
    ['readPreference=secondary', 'The value of readPreference is refused, because a secondary can be behind'],
    ['readPreference=primaryPreferred', 'The value of readPreference'],
    ['readpreference=nearest', 'The value of readpreference'],
    ['readPreferenceTags=dc:ny', 'The option readPreferenceTags is refused'],
    ['maxStalenessSeconds=120', 'The option maxStalenessSeconds is refused'],
    ['directConnection=true', 'The value of directConnection'],
    ['loadBalanced=true', 'The value of loadBalanced'],
    ['tls=true&tlsInsecure=true', 'The option tlsInsecure is refused, because it lets anyone'],
    ['tls=true&tlsAllowInvalidCertificates=true', 'The option tlsAllowInvalidCertificates is refused'],
    ['tls=true&tlsAllowInvalidHostnames=true', 'The option tlsAllowInvalidHostnames is refused'],
    ['maxPoolSize=0', 'The value of maxPoolSize'],
    ['maxPoolSize=501', 'The value of maxPoolSize'],
    ['socketTimeoutMS=0', 'The option "socketTimeoutMS" is unknown or set by the store'],
    ['wtimeoutMS=0', 'The option "wtimeoutMS" is unknown or set by the store'],
    ['w=majority&w=1', 'The option w is there twice'],
    ['w=majority&W=1', 'The option w is there twice'],
    ['unknown=1', 'The option "unknown" is unknown'],
  ])('refuses ?%s', (query, why) => {
    const [mistake, ...more] = checkMongoUri(`mongodb://127.0.0.1/?${query}`);
    expect(mistake).toContain(why);
    expect(more).toEqual([]);
  });

  it('tells all mistakes at once', () => {
    expect(checkMongoUri('mongodb://127.0.0.1/admin?w=1&readPreference=secondary')).toHaveLength(3);
  });

  it.each(['', 'http://127.0.0.1', 'mongodb://', 'mongodb:///x', 'mongo://x', 'mongodb://a:99999/', 'mongodb://a b/'])(
    'refuses %j as no URI',
    (uri) => {
      expect(checkMongoUri(uri)).toHaveLength(1);
    },
  );

  it('says nothing of what the URI holds', () => {
    for (const uri of [
      'mongodb://hidden-user:hidden-pass@host:bad/hidden',
      'mongodb://hidden-user:hidden-pass@host/?w=hidden',
      'hidden://hidden',
      'mongodb://hidden-user:hidden-pass@host/hid.den',
    ]) {
      expect(checkMongoUri(uri)).toHaveLength(1);
      expect(checkMongoUri(uri).join()).not.toContain('hid');
    }
  });
});

describe('partsOfMongoUri', () => {
  it.each([
    ['mongodb://host', undefined],
    ['mongodb://host/', undefined],
    ['mongodb://host/name', 'name'],
    ['mongodb://user:a%2Fb@host:1/name?w=majority', 'name'],
    ['mongodb://host/?w=majority', undefined],
  ])('finds the database of %s', (uri, database) => {
    expect(partsOfMongoUri(uri)?.database).toBe(database);
  });
});

describe('databaseMistakes', () => {
  it.each(['authfactor', 'a', 'A-b_9', 'x'.repeat(63)])('takes %s', (name) => {
    expect(databaseMistakes(name)).toEqual([]);
  });
  it.each(['admin', 'local', 'config', '', 'a.b', 'a b', 'a$b', '\0', 'x'.repeat(64)])('refuses %j', (name) => {
    expect(databaseMistakes(name)).toHaveLength(1);
  });
});
