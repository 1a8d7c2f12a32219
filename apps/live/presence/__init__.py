"""The live lane: who is here, where they point and what they see. In memory, latest value wins.

`room` merges and sends, `tick` says how often, `outlet` writes to one socket, `link` joins processes over Redis,
`hall` holds the rooms of this process, `lane` connects a socket, `daphne_wire` is the short cut into Daphne.
"""
