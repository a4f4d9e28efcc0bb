/** Where a thread begins: it tests images, runs replicas, gathers effects, or computes lanes. */
import { parentPort, workerData } from 'node:worker_threads'
import { answerEffects } from './effect-threads.ts'
import { computeLanes } from './lane-threads.ts'
import { runReplicas } from './replica-worker.ts'
import { answerTests } from './test-worker.ts'

if ('replicas' in workerData) await runReplicas(workerData.replicas, parentPort!)
else if ('effects' in workerData) await answerEffects(workerData.effects, parentPort!)
else if ('lanes' in workerData) await computeLanes(workerData.lanes, parentPort!)
else answerTests(workerData, parentPort!)
