/** IAM's answers contradict one another: replicas that lag, or another run at work. A second look will tell. */
export class Unsettled extends Error {
  override readonly name = 'Unsettled';
}
