import type { Iam, Input, Output } from './calls.ts';
import { isAbsent } from './errors.ts';

/** Asks for each managed policy once in a run, however many roles name it. An answer that failed is asked for again. */
export function askingOnce(iam: Iam): Iam {
  const known = new Map<string, Promise<Output<'GetPolicy'>>>();
  const policy = (input: Input<'GetPolicy'>): Promise<Output<'GetPolicy'>> => {
    const arn = input.PolicyArn ?? '';
    const answer = known.get(arn) ?? iam.call('GetPolicy', input);
    known.set(arn, answer);
    answer.catch((error: unknown) => {
      if (!isAbsent(error)) known.delete(arn);
    });
    return answer;
  };
  return {
    call: (call, input) =>
      call === 'GetPolicy'
        ? (policy(input as Input<'GetPolicy'>) as Promise<Output<typeof call>>)
        : iam.call(call, input),
  };
}
