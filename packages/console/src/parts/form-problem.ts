import type { Problem } from '@watchword/client';
import { createContext } from 'preact';

/** The problem with which the form around a field was refused. */
export const FormProblem = createContext<Problem | undefined>(undefined);
