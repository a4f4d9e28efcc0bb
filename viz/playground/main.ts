import { playground } from './page.ts'

playground(document.getElementById('app')!)
