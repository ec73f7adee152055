import { BlockList, isIP, isIPv6 } from 'node:net';
import { mistaken, type Parsed, parsed } from './parsed.ts';

/** Where a listener binds. Port 0 takes a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const HOSTNAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** Reads `127.0.0.1:50051`, `localhost:8080` or `[::1]:8080`. */
export const parseListenAddress = (text: string): Parsed<ListenAddress> => {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const wellFormed =
    bracketed !== undefined ? isIPv6(bracketed) : plain !== undefined && (isIP(plain) === 4 || isHostname(plain));
  if (host === undefined || !wellFormed) return mistaken('must be host:port, such as 127.0.0.1:50051 or [::1]:50051');
  const port = Number(digits);
  if (port > 65_535) return mistaken('must have a port between 0 and 65535');
  return parsed({ host, port });
};

// Digits and dots alone are a mistyped address, which the resolver would look up as a name.
const isHostname = (text: string): boolean => HOSTNAME.test(text) && !/^[\d.]+$/.test(text);

/** Whether only this machine can reach the address. A name other than `localhost` may resolve to anything: no. */
export const isLoopback = (address: ListenAddress): boolean => {
  const version = isIP(address.host);
  if (version === 0) return address.host.toLowerCase() === 'localhost';
  return loopback.check(address.host, version === 6 ? 'ipv6' : 'ipv4');
};

/** The address as it stands in a URL. */
export const formatListenAddress = ({ host, port }: ListenAddress): string =>
  isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
