/** Hints about values that are probably mistakes: other words for a mode, commas in a list, trusts that lack a part. */
import { GITHUB_ISSUER } from '../aws/github-subjects.ts';
import { parseStatements, type PolicyDocument } from '../aws/policy-document.ts';
import { closest } from './policy-problem.ts';
import type { InputProblem } from './problem.ts';
import { INPUTS, type InputName, type InputSpec, type Settings } from './table.ts';

/** Other words for the values of an input. */
const SYNONYMS: Readonly<Partial<Record<InputName, Readonly<Record<string, string>>>>> = {
  mode: {
    drift: 'check',
    diff: 'plan',
    preview: 'plan',
    'dry-run': 'plan',
    create: 'apply',
    update: 'apply',
    deploy: 'apply',
    delete: 'destroy',
    remove: 'destroy',
    clean: 'sweep',
    cleanup: 'sweep',
  },
  'pr-comment': { true: 'changes', false: 'off', on: 'changes' },
};

/** Returns the end of a refusal: the value or the form that was probably intended; empty if none is likely. */
export function suggestion(name: InputName, value: unknown): string {
  const { schema }: InputSpec = INPUTS[name];
  if (typeof value !== 'string') return '';
  if (name === 'trust-services' && /^github|githubusercontent/.test(value))
    return '. GitHub is no AWS service: its workflows assume a role by OIDC, so use trust-github';
  if (name === 'trust-services' && value.includes('.'))
    return '. Only AWS services have a name here: write a trust-policy for any other principal';
  if (INPUTS[name].kind === 'list')
    return /,\s*\S/.test(value) ? '. Write one item per line: a comma does not separate' : '';
  const other = SYNONYMS[name]?.[value.toLowerCase()] ?? closest(value, (schema.enum ?? []).map(String));
  return schema.enum === undefined || other === undefined ? '' : `. Did you mean ${other}?`;
}

/** Returns hints about a trust policy: EC2 cannot use the role's instance profile, or GitHub's audience is not tested. */
export function trustHints(trust: PolicyDocument, settings: Settings): InputProblem[] {
  const allowing = parseStatements(trust).filter(({ effect }) => effect === 'Allow');
  const input: InputName = settings['trust-policy'] === undefined ? 'trust-services' : 'trust-policy';
  const principals = allowing.flatMap(({ fields }) => fields.get('Principal') ?? ['*']);
  const hints: InputProblem[] = [];
  const usesProfile = principals.some((name) => name === '*' || name.startsWith('Service:ec2.'));
  if (settings['instance-profile'] !== false && principals.length > 0 && !usesProfile) {
    const message =
      'EC2 cannot assume the role, so no instance can use its instance profile; set instance-profile: false, or let ec2 assume it';
    hints.push({ input, message, isHint: true });
  }
  const withoutAudience = allowing.some(
    ({ fields, conditions }) =>
      (fields.get('Principal') ?? []).some(
        (name) => name.startsWith('Federated:') && name.endsWith(`/${GITHUB_ISSUER}`),
      ) && ![...conditions.keys()].some((test) => test.toLowerCase().includes(`${GITHUB_ISSUER}:aud`)),
  );
  if (withoutAudience) {
    const message = `the trust in GitHub does not test the audience; add the condition StringEquals "${GITHUB_ISSUER}:aud": "sts.amazonaws.com"`;
    hints.push({ input, message, isHint: true });
  }
  return hints;
}
