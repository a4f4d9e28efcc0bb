import { application } from './page/application.ts'
import { serverSource } from './source/server.ts'

const app = application(document.getElementById('app')!)
const isOneFile = document.querySelector('script[src]') === null // opened from anywhere: no server stands behind it
if (isOneFile) app.start(undefined)
else serverSource().then(app.start, () => app.start(undefined))
