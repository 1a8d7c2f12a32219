"""The product in a real browser: headless Chromium from Debian, WebGL in software."""
