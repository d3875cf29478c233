"""SP4N-LAPOR!, where the nation keeps every complaint (Perpres 76/2013): each of ours gets its number there.

No public interface of it is known. So the base path is a file that an officer takes along and a number that is written
down afterwards; where the city is given an interface, an adapter sends by itself: ``OPD_SP4N_ADAPTER`` (settings) is
the dotted path of a function that makes one.
"""
