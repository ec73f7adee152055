import { createConnectWire } from './connect-wire.ts';
import { createGrpcWebWire } from './grpc-web-wire.ts';
import { createGrpcWire } from './grpc-wire.ts';
import type { Protocol, Target, Wire } from './wire.ts';

export function createWire(protocol: Protocol, target: Target): Wire {
  switch (protocol) {
    case 'grpc':
      return createGrpcWire(target);
    case 'connect':
      return createConnectWire(target);
    case 'grpc-web':
      return createGrpcWebWire(target);
    default:
      return protocol satisfies never;
  }
}
