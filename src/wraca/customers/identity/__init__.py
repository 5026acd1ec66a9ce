"""Who is who: identifiers with proof, merges that are rows, and the person they make."""
