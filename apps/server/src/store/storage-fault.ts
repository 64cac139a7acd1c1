/** Storage elsewhere did not answer, or not as it should: a fault of ours, whoever was asking for what. */
export class StorageUnreachable extends Error {
  override readonly name = 'StorageUnreachable';
}
