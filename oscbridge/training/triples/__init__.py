"""What the recurrent engines' trainings share: windows of notes, the loop, the common base."""
