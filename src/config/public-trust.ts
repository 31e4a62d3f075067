export * from '../inputs/public-trust.ts';
