/** An IAM of functions, for the branches that no server answers on demand; every call is recorded. */
import type { Iam, Call, Input } from '../../src/aws/calls.ts';
import { CallError } from '../../src/aws/errors.ts';

export type Answer = (input: Readonly<Record<string, string>>) => unknown;

interface FakeIam extends Iam {
  /** `GetRole demo`, in order. */
  readonly calls: readonly string[];
}

/** @param answers by call; a call without one is answered with NoSuchEntity */
export function fakeIam(answers: Partial<Record<Call, Answer>>): FakeIam {
  const calls: string[] = [];
  return {
    calls,
    call: async (call: Call, input: Input<Call>) => {
      const named = input as Readonly<Record<string, string>>;
      calls.push([call, ...Object.values(named)].join(' '));
      await Promise.resolve();
      const answer = answers[call];
      if (answer === undefined) throw callError('NoSuchEntity', call, input);
      return answer(named) as never;
    },
  };
}

export function callError(
  code: string,
  call: Call = 'GetRole',
  input: unknown = {},
  { mayHaveTakenEffect, ...facts }: Readonly<{ mayHaveTakenEffect?: boolean; $metadata?: object }> = {},
): CallError {
  const status = 400;
  const error = {
    name: code,
    message: `said ${code}`,
    $metadata: { httpStatusCode: status },
    ...facts,
  };
  const seen = mayHaveTakenEffect === undefined ? {} : { mayHaveTakenEffect };
  const made = CallError.from(error, call, input, seen);
  if (!(made instanceof CallError)) throw made;
  return made;
}
