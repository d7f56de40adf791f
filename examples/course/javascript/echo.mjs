#!/usr/bin/env node
// Exercise 1: what comes in goes back.
import { serve } from './maelstrom.mjs';

serve({ echo: ({ echo }) => ({ type: 'echo_ok', echo }) });
