import { AwsError } from './errors.ts';

/** Refuses the paths that only AWS may use. The refusal is documented, but its text is not. */
export function refuseReservedPath(path: string, asAws: boolean): void {
  if (!asAws && /^\/aws-(?:service-role|reserved)\//.test(path)) {
    throw new AwsError('InvalidInput', `Path ${path} is reserved for AWS.`);
  }
}
