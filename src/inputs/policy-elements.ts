/** The grammar of actions, resources and conditions. */
import { quote } from './problem.ts';
import { entries, hint, isMap, notText, type Path, type Problems } from './policy-problem.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const COMPARISONS: readonly string[] = [
  ...['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map(
    (test) => `String${test}`,
  ),
  ...['Numeric', 'Date'].flatMap((type) =>
    ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
      (test) => type + test,
    ),
  ),
  ...['Equals', 'NotEquals', 'Like', 'NotLike'].map((test) => `Arn${test}`),
  ...['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null'],
];

/** Reports an action that is not `service:Action` or `*`, or that a trust policy may not have. */
export function* actionProblems(action: string, path: Path, trust: boolean): Problems {
  const parts = action.split(':');
  const [service = ''] = parts;
  if (trust && !/^sts:/i.test(action)) {
    yield { path, message: `${quote(action)} cannot be in a trust policy: its actions begin with "sts:"` };
  } else if (action === '*') return;
  else if (parts.length === 1) {
    yield {
      path,
      message: `${quote(action)} has no service; write it as "service:${action || 'Action'}", or "*"`,
    };
  } else if (parts.length > 2) {
    yield { path, message: `${quote(action)} has more than one colon; write it as "service:Action"` };
  } else if (!/^(?:\*|[A-Za-z0-9.-]+)$/.test(service)) {
    const message = `${quote(action)}: ${quote(service)} is not the name of a service (letters, digits, "-", ".")`;
    yield { path, message };
  }
}

/**
 * Reports a resource that is neither `*` nor an ARN. IAM completes an ARN with fewer parts by `*`, unless a part is empty.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function* resourceProblems(resource: string, path: Path): Problems {
  if (resource === '*') return;
  const [arn, partition = '', service, region = ''] = resource.split(':');
  if (arn !== 'arn' || !resource.includes(':')) {
    yield { path, message: `${quote(resource)} is neither an ARN nor "*"` };
  } else if (!/^(?:\*|aws[a-z-]*)$/.test(partition)) {
    yield { path, message: `${quote(resource)}: ${quote(partition)} is not a partition such as "aws"` };
  } else if (service === undefined || service === '') {
    yield { path, message: `${quote(resource)} names no service; write it as "arn:${partition}:SERVICE:…"` };
  } else if (resource.includes('::') && resource.split(':').length < 6) {
    yield { path, message: `${quote(resource)} has too few parts; an ARN has six, divided by colons` };
  } else if (service === 'iam' && region !== '') {
    yield { path, message: `${quote(resource)}: ARNs of IAM have no region; leave that part empty` };
  }
}

/** Reports unknown operators, and values that are no text, number or boolean. */
export function* conditionProblems(condition: unknown, path: Path): Problems {
  if (!isMap(condition)) {
    yield { path, message: `Condition ${quote(condition)} is not a map of operators` };
    return;
  }
  for (const [operator, tests] of Object.entries(condition)) {
    const place = [...path, operator];
    if (!isMap(tests)) {
      yield { path: place, message: `${operator} ${quote(tests)} is not a map of condition keys` };
      continue;
    }
    const [, comparison = '', ifExists] =
      /^(?:ForAnyValue:|ForAllValues:)?(.*?)(IfExists)?$/s.exec(operator) ?? [];
    const known = COMPARISONS.includes(comparison) && !(comparison === 'Null' && ifExists !== undefined);
    // IAM does not look at the name of an operator without tests.
    if (!known && Object.keys(tests).length > 0) {
      yield {
        path: place,
        message: `${quote(operator)} is not a condition operator${hint(comparison, COMPARISONS)}`,
      };
    }
    for (const [key, values] of Object.entries(tests)) {
      for (const [value, valuePath] of entries(values, [...place, key])) {
        if (!['string', 'number', 'boolean'].includes(typeof value)) {
          yield { path: valuePath, message: `the value of ${key} ${notText(value)}` };
        } else if (known && comparison.startsWith('Date') && !isDate(String(value))) {
          const message = `${quote(value)} is no date; write it as "2026-01-31T00:00:00Z", or in seconds since 1970`;
          yield { path: valuePath, message };
        }
      }
    }
  }
}

/** Reports whether IAM may read a date: ISO 8601, seconds since 1970, or a policy variable. */
function isDate(text: string): boolean {
  return text.includes('${') || /^-?\d[-\d:.TtZz+]*$/.test(text);
}
