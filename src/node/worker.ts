/** Where a thread begins: it tests images, or runs replicas. */
import { parentPort, workerData } from 'node:worker_threads'
import { runReplicas } from './replica-worker.ts'
import { answerTests } from './test-worker.ts'

if ('replicas' in workerData) await runReplicas(workerData.replicas, parentPort!)
else answerTests(workerData, parentPort!)
