/** The issuer and the subjects of GitHub's tokens in a trust policy. https://docs.github.com/en/actions/reference/security/oidc */
import { parseStatements, splitAt, type PolicyDocument } from './policy-document.ts';

/** The issuer of github.com's tokens, as IAM names its provider. */
export const GITHUB_ISSUER = 'token.actions.githubusercontent.com';

const SUBJECT = /^token\.actions\.(?:githubusercontent\.com|[\w-]+\.ghe\.com)(?:\/[\w-]+)?:sub(?: |$)/;

/** Lists the subjects of allowed GitHub workflows that no value of the same condition accepts in the form with immutable ids. */
export function nameOnlySubjects(document: PolicyDocument): string[] {
  return parseStatements(document)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ conditions }) =>
      [...conditions].flatMap(([test, values]) => {
        const [operator, key] = splitAt(test, ' ');
        if (!SUBJECT.test(key) || /Not/i.test(operator)) return [];
        return values.filter((value) => {
          const [, owner] = /^repo:([\w-]+)\//.exec(value) ?? [];
          return owner !== undefined && !values.some((other) => acceptsIds(other, owner));
        });
      }),
    );
}

/** Reports whether a value has `@` or a wildcard after the owner's name, or a wildcard before its end. */
function acceptsIds(value: string, owner: string): boolean {
  const [before] = value.split(/[@*?]/);
  return before !== value && `repo:${owner}`.startsWith(before ?? '');
}
