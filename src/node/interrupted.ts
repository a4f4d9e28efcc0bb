import { RunError } from '../errors.ts'

/** A test was asked to end before all images were shown. The run stands where its training ended. */
export class Interrupted extends RunError {
  override name = 'Interrupted'
  constructor() {
    super('the test was stopped')
  }
}
