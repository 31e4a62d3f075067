/** The statements of a policy document, and the refusal of one. */
import { AwsError } from './errors.ts';

export type Statement = Readonly<Record<string, unknown>>;
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

export function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}

export function statementsOf(document: PolicyDocument): readonly Statement[] {
  return listOf(document.Statement) as readonly Statement[];
}

export function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
