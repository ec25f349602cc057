// Renders every section on a server, as frameworks do before the browser has anything, and prints the HTML as JSON.
import { createHttpClient } from '@teamkpi/client'
import * as dashboard from '@teamkpi/dashboard'
import { createElement, version } from 'react'
import { renderToString } from 'react-dom/server'

const httpClient = createHttpClient({ baseUrl: 'http://127.0.0.1:9' })
const sections = Object.entries(dashboard).filter(([name]) => /(Section|Panel)$/.test(name))
const html = sections.map(([name, section]) => [
  name,
  renderToString(createElement(section, { httpClient, teamId: 55, coworkerId: 101, language: 'es' })),
])
console.log(JSON.stringify({ react: version, html: Object.fromEntries(html) }))
