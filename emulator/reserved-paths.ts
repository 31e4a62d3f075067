import { AwsError } from './errors.ts';

/** Paths under which only AWS makes entities. That IAM refuses them is documented; in which words is not. */
export function refuseReservedPath(path: string, asAws: boolean): void {
  if (!asAws && /^\/aws-(?:service-role|reserved)\//.test(path)) {
    throw new AwsError('InvalidInput', `Path ${path} is reserved for AWS.`);
  }
}
