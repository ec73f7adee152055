import tls from 'node:tls';

const authorities: string[] = [];

/** Makes TLS in this process trust a fake Okta from now on. Other processes are given its file by NODE_EXTRA_CA_CERTS. */
export function trustFakeOkta(okta: { readonly ca: string }): void {
  if (authorities.length === 0) authorities.push(...tls.getCACertificates('default'));
  authorities.push(okta.ca);
  tls.setDefaultCACertificates(authorities);
}
