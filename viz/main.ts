import { application } from './page/application.ts'
import { serverSource } from './source/server.ts'

const app = application(document.getElementById('app')!)
if (location.protocol === 'file:') app.start(undefined)
else serverSource().then(app.start, () => app.start(undefined))
