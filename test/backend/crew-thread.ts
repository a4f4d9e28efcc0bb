/** A thread for the tests of a crew. */
import { workerData } from 'node:worker_threads'
import { follow } from '../../src/backend/wasm/crew.ts'

follow(workerData, 1, piece => {
  if (piece === 9) throw new Error('as asked')
  return 10 * piece
})
