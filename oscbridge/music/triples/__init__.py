"""What the three recurrent engines share: notes as (pitch, step, length) and how they are drawn."""
