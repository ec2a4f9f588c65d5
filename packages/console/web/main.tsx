/** Starts the pages. */
import 'uplot/dist/uPlot.min.css'
import './styles.css'
import './settings.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { restoreSession } from './state/session.ts'
import { applyTheme } from './state/theme.ts'

applyTheme()
const root = document.getElementById('app')
if (root !== null) render(<App />, root)
void restoreSession()
