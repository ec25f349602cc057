export type { Figures, FigureWords } from '@teamkpi/client'
