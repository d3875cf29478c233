"""Letters of a kelurahan: asked for by citizens, checked, numbered and signed, collected, and proved genuine."""
