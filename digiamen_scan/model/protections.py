"""The workshop's protections, exposures and recommendations that checks serve, by id and in order.

TP1 to TP3 are the three technical protections that the workshop's text names. TP4 (encrypted
storage) follows from an exposure that it names.
"""

TECHNICAL = ("TP1", "TP2", "TP3", "TP4")

ALL = (
    *TECHNICAL,
    *("EX1", "EX2", "EX3", "EX3a", "EX3b", "EX3c", "EX4"),
    *("PF1", "PF2", "CB1", "CB2", "CB3", "RP1", "RP2", "RP3"),
    *("OB1", "OB2", "OB3", "OB4", "TL1", "TL2", "TL3", "TL4", "TL5", "TL6"),
    *("RC1", "RC2", "RC3", "RC4", "RC5", "RC6", "RC7", "RS1"),
)
